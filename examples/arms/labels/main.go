package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("ENV1 is " + os.Getenv("ENV1") + "\n"))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
