package main

import (
	"log"

	v1 "example.com/notes/api/v1"
	"example.com/notes/internal/controller"
)

func main() { log.Println(controller.Reconcile(v1.Note{Name: "first"})) }
