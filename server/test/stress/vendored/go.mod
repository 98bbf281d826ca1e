module example.com/notes

go 1.22

require example.com/text v0.1.0
