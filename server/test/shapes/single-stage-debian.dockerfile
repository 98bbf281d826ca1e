# covers: stages 1; CGO not mentioned; go build direct; -o absolute; ENTRYPOINT none CMD exec; USER not set; builder Debian
# program: nethttp
# verdict: runs
# linkage: dynamic glibc
FROM golang:1.26-bookworm
#    ^^^^^^^^^^^^^^^^^^^^ toolchain-in-final-image
WORKDIR /src
COPY . .
RUN go build -o /usr/local/bin/server .
EXPOSE 8080
CMD ["server"]
