module example.com/pure

go 1.21.0
