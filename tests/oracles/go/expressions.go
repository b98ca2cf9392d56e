package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"strings"

	sprig "github.com/Masterminds/sprig/v3"
	"github.com/doublerebel/bellows"
	"github.com/evilmonkeyinc/jsonpath"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/builtin"
)

var sprigFunctions = func() map[string]any {
	found := sprig.GenericFuncMap()
	delete(found, "env")
	delete(found, "expandenv")
	return found
}()

// environment is what an expression sees: dotted names as maps in maps, and Argo's functions.
func environment(variables map[string]any) map[string]any {
	names := make([]string, 0, len(variables))
	for name := range variables {
		names = append(names, name)
	}
	sort.Strings(names)
	kept := map[string]any{}
	for _, name := range names {
		kept[name] = variables[name]
	}
	for index := 0; index+1 < len(names); index++ {
		if strings.HasPrefix(names[index+1], names[index]+".") {
			delete(kept, names[index])
		}
	}
	env := bellows.Expand(kept)
	env["asInt"] = builtin.Int
	env["asFloat"] = builtin.Float
	env["sprig"] = sprigFunctions
	env["toJson"] = func(value any) string {
		text, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		return string(text)
	}
	env["jsonpath"] = func(text string, path string) any {
		var data any
		if err := json.Unmarshal([]byte(text), &data); err != nil {
			panic(err)
		}
		value, err := jsonpath.Query(path, data)
		if err != nil {
			panic(err)
		}
		return value
	}
	return env
}

func run(text string, env map[string]any) (any, error) {
	program, err := expr.Compile(text, expr.Env(env))
	if err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	return expr.Run(program, env)
}

// evaluate gives a value as JSON and as Go prints it.
func evaluate(asked request) (any, error) {
	value, err := run(asked.Text, environment(asked.Env))
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("marshal: %w", err)
	}
	return map[string]any{"json": string(text), "printed": fmt.Sprintf("%v", value), "type": fmt.Sprintf("%T", value)}, nil
}

func evaluateBool(asked request) (any, error) {
	env := environment(asked.Env)
	program, err := expr.Compile(asked.Text, expr.Env(env))
	if err != nil {
		return nil, fmt.Errorf("unable to compile expression '%s': %w", asked.Text, err)
	}
	value, err := expr.Run(program, env)
	if err != nil {
		return nil, fmt.Errorf("unable to evaluate expression '%s': %w", asked.Text, err)
	}
	truth, ok := value.(bool)
	if !ok {
		return nil, fmt.Errorf("unable to cast expression result '%s' to bool", value)
	}
	return truth, nil
}

type taskResults struct {
	Succeeded, Failed, Errored, Skipped, Omitted, Daemoned, AnySucceeded, AllFailed bool
}

// depends evaluates a condition in which every task has its result; env says what is true of each task.
func depends(asked request) (any, error) {
	env := map[string]any{}
	for task, said := range asked.Env {
		var results taskResults
		for _, word := range said.([]any) {
			reflect.ValueOf(&results).Elem().FieldByName(word.(string)).SetBool(true)
		}
		env[strings.ReplaceAll(task, "-", "_")] = results
	}
	program, err := expr.Compile(strings.ReplaceAll(asked.Text, "-", "_"), expr.Env(env))
	if err != nil {
		return nil, err
	}
	value, err := expr.Run(program, env)
	if err != nil {
		return nil, err
	}
	truth, ok := value.(bool)
	if !ok {
		return nil, fmt.Errorf("unable to cast expression result '%s' to bool", value)
	}
	return truth, nil
}

// functions lists sprig's functions with their types, and the builtins.
func functions(request) (any, error) {
	found := map[string]string{}
	for name, function := range sprigFunctions {
		found["sprig."+name] = reflect.TypeOf(function).String()
	}
	for _, name := range builtin.Names {
		found[name] = "builtin"
	}
	return found, nil
}
