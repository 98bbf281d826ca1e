package main

import "fmt"

func main() {
	fmt.Print("What shall be repeated? ")
	var text string
	fmt.Scanln(&text)
	fmt.Println(text)
}
