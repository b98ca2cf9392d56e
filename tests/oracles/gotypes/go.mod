module gotypes

go 1.22
