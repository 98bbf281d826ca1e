# escape=`
# expects: nothing
# because: golang has Windows images; the program is an .exe that nanoserver runs, paths have backslashes.
# platform: windows/amd64
FROM golang:1.26-nanoserver-ltsc2022 AS build
WORKDIR C:\src
COPY go.mod .\
RUN go mod download
COPY . .
RUN go build -o C:\out\app.exe .

FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
COPY --from=build C:\out\app.exe C:\app.exe
EXPOSE 8080
ENTRYPOINT ["C:\\app.exe"]
