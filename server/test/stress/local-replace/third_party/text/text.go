package text

// Greeting is what is said.
const Greeting = "hello"
