package main

func register() { println("registered") }
