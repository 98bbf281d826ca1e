package main

import (
	"fmt"
	"log"
	"net/http"
)

func home(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintln(w, "hello from the container")
}

func main() {
	http.HandleFunc("/", home)
	fmt.Println("listening on :1111")
	log.Fatal(http.ListenAndServe(":1111", nil))
}
