package main

import (
	"embed"
	"fmt"
)

//go:embed templates/*.html
var templates embed.FS

func main() {
	entries, err := templates.ReadDir("templates")
	fmt.Println(len(entries), err)
}
