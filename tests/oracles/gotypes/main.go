// Gotypes prints, as JSON, what Go's encoding/json would know of the types in some folders of Go source:
// package path -> type -> its fields (JSON name -> type), what it embeds, or what it is another name of.
//
// usage: gotypes PACKAGE=FOLDER …; types of other packages are written with the package's path before the name.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"reflect"
	"strconv"
	"strings"
)

type Type struct {
	Fields map[string]string `json:"fields,omitempty"`
	Embeds []string          `json:"embeds,omitempty"`
	Alias  string            `json:"alias,omitempty"`
}

func main() {
	found := map[string]map[string]Type{}
	for _, argument := range os.Args[1:] {
		name, folder, _ := strings.Cut(argument, "=")
		types, err := read(name, folder)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		found[name] = types
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		panic(err)
	}
}

func read(name, folder string) (map[string]Type, error) {
	types := map[string]Type{}
	notTest := func(info os.FileInfo) bool { return !strings.HasSuffix(info.Name(), "_test.go") }
	packages, err := parser.ParseDir(token.NewFileSet(), folder, notTest, 0)
	if err != nil {
		return nil, err
	}
	for _, pack := range packages {
		for _, file := range pack.Files {
			reader := reader{name, imports(file)}
			for _, declared := range file.Decls {
				group, isGroup := declared.(*ast.GenDecl)
				if !isGroup {
					continue
				}
				for _, spec := range group.Specs {
					if one, isType := spec.(*ast.TypeSpec); isType {
						types[one.Name.Name] = reader.definition(one.Type)
					}
				}
			}
		}
	}
	return types, nil
}

// imports gives the paths of a file's imports by the names that the file has for them.
func imports(file *ast.File) map[string]string {
	found := map[string]string{}
	for _, one := range file.Imports {
		full, _ := strconv.Unquote(one.Path.Value)
		name := path.Base(full)
		if one.Name != nil {
			name = one.Name.Name
		}
		found[name] = full
	}
	return found
}

type reader struct {
	home    string
	imports map[string]string
}

func (r reader) definition(expr ast.Expr) Type {
	structure, isStruct := expr.(*ast.StructType)
	if !isStruct {
		return Type{Alias: r.written(expr)}
	}
	made := Type{Fields: map[string]string{}}
	for _, field := range structure.Fields.List {
		tag := ""
		if field.Tag != nil {
			raw, _ := strconv.Unquote(field.Tag.Value)
			tag = reflect.StructTag(raw).Get("json")
		}
		name, _, _ := strings.Cut(tag, ",")
		switch {
		case name == "-":
		case name != "":
			made.Fields[name] = r.written(field.Type)
		case len(field.Names) == 0:
			made.Embeds = append(made.Embeds, strings.TrimPrefix(r.written(field.Type), "*"))
		default:
			for _, one := range field.Names {
				if one.IsExported() {
					made.Fields[one.Name] = r.written(field.Type)
				}
			}
		}
	}
	return made
}

// written gives a type as text: pointers as what they point to, names with their package.
func (r reader) written(expr ast.Expr) string {
	switch one := expr.(type) {
	case *ast.StarExpr:
		return r.written(one.X)
	case *ast.ArrayType:
		return "[]" + r.written(one.Elt)
	case *ast.MapType:
		return "map[" + r.written(one.Key) + "]" + r.written(one.Value)
	case *ast.SelectorExpr:
		return r.imports[one.X.(*ast.Ident).Name] + "." + one.Sel.Name
	case *ast.Ident:
		if one.IsExported() {
			return r.home + "." + one.Name
		}
		return one.Name
	}
	return fmt.Sprintf("%T", expr)
}
