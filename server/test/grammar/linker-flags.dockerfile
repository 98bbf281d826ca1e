# SYNTAX TEST "source.dockerfile" "what stands in the quotes of -ldflags"
FROM golang:1.26 AS build
RUN go build -ldflags="-s -w -X main.version=${VERSION} -X 'main.date=a b'" -o /app
#            ^^^^^^^^ variable.parameter.flag.go.dockerfile
#                    ^ keyword.operator.assignment.go.dockerfile
#                     ^ string.quoted.double.dockerfile
#                      ^^ string.quoted.double.dockerfile keyword.other.linker-flag.go.dockerfile
#                         ^^ string.quoted.double.dockerfile keyword.other.linker-flag.go.dockerfile
#                            ^^ string.quoted.double.dockerfile keyword.other.linker-flag.go.dockerfile
#                               ^^^^^^^^^^^^ string.quoted.double.dockerfile variable.other.symbol.go.dockerfile
#                                           ^ keyword.operator.assignment.go.dockerfile
#                                            ^^^^^^^^^^ string.quoted.double.dockerfile - variable.other.symbol.go.dockerfile
#                                                           ^^^^^^^^^ variable.other.symbol.go.dockerfile
#                                                                     ^^^ string.quoted.double.dockerfile - variable.other.symbol.go.dockerfile
#                                                                           ^^ variable.parameter.flag.go.dockerfile - string.quoted.double.dockerfile
RUN go build -ldflags '-linkmode external -extldflags "-static"' .
#                     ^ string.quoted.single.dockerfile
#                      ^^^^^^^^^ string.quoted.single.dockerfile keyword.other.linker-flag.go.dockerfile
#                                ^^^^^^^^ constant.language.go.dockerfile
#                                         ^^^^^^^^^^^ keyword.other.linker-flag.go.dockerfile
#                                                      ^^^^^^^ keyword.other.linker-flag.go.dockerfile
#                                                                ^ - string.quoted.single.dockerfile
RUN go build "-ldflags=-s -X main.a=$(git describe --tags)" -ldflags=-w
#             ^^^^^^^^ string.quoted.double.dockerfile variable.parameter.flag.go.dockerfile
#                      ^^ string.quoted.double.dockerfile keyword.other.linker-flag.go.dockerfile
#                            ^^^^^^ variable.other.symbol.go.dockerfile
#                                                  ^^^^^^ - keyword.other.linker-flag.go.dockerfile
#                                                                    ^^ keyword.other.linker-flag.go.dockerfile
RUN go build -ldflags "-s \
      -X example.com/app/internal.Version=1.0" && ls -s
#     ^^ string.quoted.double.dockerfile keyword.other.linker-flag.go.dockerfile
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ variable.other.symbol.go.dockerfile
#                                              ^^ - string.quoted.double.dockerfile
#                                                    ^^ - keyword.other.linker-flag.go.dockerfile
LABEL about="-s -w"
#            ^^ string.quoted.double.dockerfile - keyword.other.linker-flag.go.dockerfile
RUN go build -ldflags \
#            ^^^^^^^^ variable.parameter.flag.go.dockerfile
    "-s -w -X main.a=b" -o /app
#    ^^ string.quoted.double.dockerfile keyword.other.linker-flag.go.dockerfile
#          ^^ string.quoted.double.dockerfile keyword.other.linker-flag.go.dockerfile
#             ^^^^^^ variable.other.symbol.go.dockerfile
#                       ^^ variable.parameter.flag.go.dockerfile - string.quoted.double.dockerfile
RUN ["go", "build", "-trimpath", "-ldflags=-s -X main.a=b", "."]
#     ^^ string.quoted.double.dockerfile support.function.command.go.dockerfile
#           ^^^^^ keyword.other.subcommand.go.dockerfile
#                    ^^^^^^^^^ variable.parameter.flag.go.dockerfile
#                                 ^^^^^^^^ variable.parameter.flag.go.dockerfile
#                                          ^^ keyword.other.linker-flag.go.dockerfile
#                                                ^^^^^^ variable.other.symbol.go.dockerfile
