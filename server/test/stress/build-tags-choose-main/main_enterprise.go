//go:build enterprise

package main

import "fmt"

func main() { fmt.Println("enterprise") }
