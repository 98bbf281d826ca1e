# SYNTAX TEST "source.dockerfile" "tools in front of go, mounts, comments that silence a rule"
# go-dockerfile ignore-file=floating-suite,missing-trimpath the registry pins it
# <- comment.line.number-sign.dockerfile punctuation.definition.comment.dockerfile
# ^^^^^^^^^^^^^ comment.line.number-sign.dockerfile keyword.other.tool.go.dockerfile
#               ^^^^^^^^^^^ keyword.other.directive.go.dockerfile
#                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant.other.rule.go.dockerfile
#                                                            ^^^ comment.line.number-sign.dockerfile - constant.other.rule.go.dockerfile
# go build -race in a comment
#   ^^^^^ comment.line.number-sign.dockerfile - keyword.other.subcommand.go.dockerfile
FROM golang:1.26 AS build
RUN instgo go build -v && otelc setup && otel-linux-amd64 go build && xx-go install x
#   ^^^^^^ support.function.instrumenter.go.dockerfile
#          ^^ support.function.command.go.dockerfile
#                   ^^ variable.parameter.flag.go.dockerfile
#                         ^^^^^ support.function.instrumenter.go.dockerfile
#                               ^^^^^ keyword.other.subcommand.go.dockerfile
#                                        ^^^^ support.function.instrumenter.go.dockerfile
#                                                                     ^^^^^ support.function.command.go.dockerfile
#                                                                           ^^^^^^^ keyword.other.subcommand.go.dockerfile
RUN wget -O instgo http://example.com/instgo && chmod +x instgo
#           ^^^^^^ - support.function.instrumenter.go.dockerfile
RUN --mount=type=cache,target=/go/pkg/mod,sharing=locked \
#   ^^^^^^^ variable.parameter.flag.go.dockerfile
#           ^^^^ variable.parameter.option.go.dockerfile
#                ^^^^^ constant.language.go.dockerfile
#                      ^^^^^^ variable.parameter.option.go.dockerfile
#                            ^ keyword.operator.assignment.go.dockerfile
#                             ^^^^^^^^^^^ - variable.parameter.option.go.dockerfile
#                                         ^^^^^^^ variable.parameter.option.go.dockerfile
#                                                 ^^^^^^ constant.language.go.dockerfile
    --mount=type=secret,id=netrc,required go mod download
#   ^^^^^^^ variable.parameter.flag.go.dockerfile
#                       ^^ variable.parameter.option.go.dockerfile
#                                ^^^^^^^^ variable.parameter.option.go.dockerfile
#                                         ^^ support.function.command.go.dockerfile
