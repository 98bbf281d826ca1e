//go:build !enterprise

package main

func main() {}
