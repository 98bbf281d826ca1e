package main

import (
	"fmt"

	"example.com/app/internal/names"
)

func main() { fmt.Println(names.All) }
