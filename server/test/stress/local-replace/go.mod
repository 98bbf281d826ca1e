module example.com/app

go 1.22

require example.com/text v0.0.0

replace example.com/text => ./third_party/text
