package main

// Hello greets.
func Hello() string { return "hello" }

func main() {}
