package main

import (
	"fmt"

	"example.com/app/internal/names"
)

//go:generate go run ./gen

func main() { fmt.Println(names.All) }
