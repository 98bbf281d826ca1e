module example.com/pure

go 1.26.0
