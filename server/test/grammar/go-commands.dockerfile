# SYNTAX TEST "source.dockerfile" "go commands and their flags"
FROM golang:1.26-alpine AS build
RUN CGO_ENABLED=0 GOOS=linux go build -trimpath -buildmode=pie -o /out/app ./cmd/app
#   ^^^^^^^^^^^ support.variable.environment.go.dockerfile
#              ^ keyword.operator.assignment.go.dockerfile
#               ^ constant.language.go.dockerfile
#                 ^^^^ support.variable.environment.go.dockerfile
#                      ^^^^^ constant.language.go.dockerfile
#                            ^^ support.function.command.go.dockerfile
#                               ^^^^^ keyword.other.subcommand.go.dockerfile
#                                     ^^^^^^^^^ variable.parameter.flag.go.dockerfile
#                                               ^^^^^^^^^^ variable.parameter.flag.go.dockerfile
#                                                         ^ keyword.operator.assignment.go.dockerfile
#                                                          ^^^ constant.language.go.dockerfile
#                                                              ^^ variable.parameter.flag.go.dockerfile
#                                                                 ^^^^^^^^ - variable.parameter.flag.go.dockerfile
RUN go build \
      -race \
#     ^^^^^ variable.parameter.flag.go.dockerfile
      -tags netgo,osusergo . && curl -o x
#     ^^^^^ variable.parameter.flag.go.dockerfile
#           ^^^^^^^^^^^^^^ constant.other.build-tag.go.dockerfile
#                                    ^^ - variable.parameter.flag.go.dockerfile
RUN go mod download -x; rm -r y
#   ^^ support.function.command.go.dockerfile
#      ^^^ keyword.other.subcommand.go.dockerfile
#          ^^^^^^^^ keyword.other.subcommand.go.dockerfile
#                   ^^ variable.parameter.flag.go.dockerfile
#                          ^^ - variable.parameter.flag.go.dockerfile
RUN /usr/local/go/bin/go env -w GOPROXY=direct GOPRIVATE=git.example.com
#                     ^^ support.function.command.go.dockerfile
#                            ^^ variable.parameter.flag.go.dockerfile
#                               ^^^^^^^ support.variable.environment.go.dockerfile
#                                       ^^^^^^ constant.language.go.dockerfile
#                                              ^^^^^^^^^ support.variable.environment.go.dockerfile
RUN go1.26.1 test ./... -count=1
#   ^^^^^^^^ support.function.command.go.dockerfile
#                       ^^^^^^ variable.parameter.flag.go.dockerfile
ENV GOFLAGS="-mod=vendor -trimpath" GO_VERSION=1.26
#   ^^^^^^^ support.variable.environment.go.dockerfile
#            ^^^^ string.quoted.double.dockerfile variable.parameter.flag.go.dockerfile
#                 ^^^^^^ string.quoted.double.dockerfile constant.language.go.dockerfile
#                        ^^^^^^^^^ variable.parameter.flag.go.dockerfile
#                                 ^ string.quoted.double.dockerfile
#                                   ^^^^^^^^^^ - support.variable.environment.go.dockerfile
RUN apt-get install -y go-tools golang && mkdir -p go
#                      ^^^^^^^^ - support.function.command.go.dockerfile
#                               ^^^^^^ - support.function.command.go.dockerfile
#                                               ^^ - variable.parameter.flag.go.dockerfile
RUN <<EOF
go vet -v ./...
# <-- support.function.command.go.dockerfile
#      ^^ variable.parameter.flag.go.dockerfile
ls -v
#  ^^ - variable.parameter.flag.go.dockerfile
EOF
CMD ["go", "build"]
#     ^^ - support.function.command.go.dockerfile
RUN echo go build GOOS=linux -v && go build -v
#        ^^ - support.function.command.go.dockerfile
#           ^^^^^ - keyword.other.subcommand.go.dockerfile
#                 ^^^^ - support.variable.environment.go.dockerfile
#                                  ^^ support.function.command.go.dockerfile
RUN echo $(go env GOOS)
#          ^^ support.function.command.go.dockerfile
