package main

import (
	"embed"
	"log"
	"net/http"
)

//go:embed all:web/dist
var dist embed.FS

func main() { log.Fatal(http.ListenAndServe(":8080", http.FileServerFS(dist))) }
