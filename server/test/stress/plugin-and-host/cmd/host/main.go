package main

import (
	"fmt"
	"os"
	"plugin"
)

func main() {
	opened, err := plugin.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	hello, err := opened.Lookup("Hello")
	if err != nil {
		panic(err)
	}
	fmt.Println(hello.(func() string)())
}
