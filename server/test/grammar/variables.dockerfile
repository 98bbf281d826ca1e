# SYNTAX TEST "source.dockerfile" "variables of BuildKit, Go and the agents"
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
# <---- keyword.other.special-method.dockerfile
#               ^ punctuation.definition.variable.go.dockerfile
#                ^^^^^^^^^^^^^ support.variable.platform.go.dockerfile
#                              ^^^^^^ - support.variable.platform.go.dockerfile
#                                          ^^ keyword.other.special-method.dockerfile
#                                             ^^^^^ - keyword.other.special-method.dockerfile
ARG TARGETOS TARGETARCH=amd64
# <--- keyword.other.special-method.dockerfile
#   ^^^^^^^^ support.variable.platform.go.dockerfile
#            ^^^^^^^^^^ support.variable.platform.go.dockerfile
#                       ^^^^^ constant.language.go.dockerfile
RUN GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} go build -o "/out/$TARGETOS/${TARGETARCH}" . '$TARGETOS'
#   ^^^^^^ support.variable.environment.go.dockerfile
#           ^^^^^^^^^^ support.variable.platform.go.dockerfile
#                            ^^ punctuation.definition.variable.go.dockerfile
#                              ^^^^^^^^^^^^^ support.variable.platform.go.dockerfile
#                                           ^^^ - support.variable.platform.go.dockerfile
#                                                                  ^^^^^^^^ string.quoted.double.dockerfile support.variable.platform.go.dockerfile
#                                                                           ^^ string.quoted.double.dockerfile punctuation.definition.variable.go.dockerfile
#                                                                                       ^ string.quoted.double.dockerfile punctuation.definition.variable.go.dockerfile
#                                                                                              ^^^^^^^^ string.quoted.single.dockerfile - support.variable.platform.go.dockerfile
RUN echo "\$TARGETARCH" \$GOOS $TARGETDIR "GOOS TARGETARCH"
#           ^^^^^^^^^^ - support.variable.platform.go.dockerfile
#                         ^^^^ - support.variable.environment.go.dockerfile
#                               ^^^^^^^^^ - support.variable.platform.go.dockerfile
#                                          ^^^^ - support.variable.environment.go.dockerfile
#                                               ^^^^^^^^^^ - support.variable.platform.go.dockerfile
ENV ARMS_ENABLE=true OTEL_SERVICE_NAME=app PATH=$GOPATH/bin:$PATH
#   ^^^^^^^^^^^ support.variable.agent.go.dockerfile
#               ^^^^ constant.language.go.dockerfile
#                    ^^^^^^^^^^^^^^^^^ support.variable.agent.go.dockerfile
#                                                ^^^^^^ support.variable.environment.go.dockerfile
#                                                            ^^^^ - support.variable.environment.go.dockerfile
