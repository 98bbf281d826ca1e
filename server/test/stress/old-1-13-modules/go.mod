module example.com/notes

go 1.13

require github.com/google/uuid v1.6.0
