package dep

func Hello() { println("hello") }
