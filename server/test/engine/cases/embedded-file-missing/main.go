package main

import _ "embed"

//go:embed static/page.html
var page string

func main() { println(page) }
