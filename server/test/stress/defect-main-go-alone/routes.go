package main

import "fmt"

func register() { fmt.Println("registered") }
