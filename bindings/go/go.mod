module github.com/staydown/staydown/bindings/go

go 1.21
