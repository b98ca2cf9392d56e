// The oracle: asks the libraries that Argo Workflows is built on, so that wfsim's own languages can be compared with them.
//
// One JSON request a line on standard input (op, text, and what the op needs), one JSON answer a line on standard output:
// {"result": …} or {"error": "…"}. A request that takes too long is answered with {"slow": true} and left behind.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

type request struct {
	Op     string          `json:"op"`
	Text   string          `json:"text"`
	Env    map[string]any  `json:"env"`
	Data   json.RawMessage `json:"data"`
	Strict []string        `json:"strict"`
	Allow  bool            `json:"allow"`
	Number int64           `json:"number"`
	Start  string          `json:"start"`
	Count  int             `json:"count"`
}

type operation func(request) (any, error)

var operations = map[string]operation{
	"version":       func(request) (any, error) { return "1", nil },
	"expr":          evaluate,
	"expr_bool":     evaluateBool,
	"when":          when,
	"depends":       depends,
	"replace":       replace,
	"selector":      selector,
	"gjson":         gjsonPath,
	"jsonpath":      kubectlPath,
	"jq":            jqFilter,
	"duration":      duration,
	"argo_duration": argoDuration,
	"int_or_string": intOrString,
	"quantity":      quantity,
	"printf":        printf,
	"cron":          cronTimes,
	"floats":        floats,
	"json":          goJSON,
	"functions":     functions,
	"printables":    printables,
	"quote":         quoted,
}

func answer(line []byte) (found map[string]any) {
	var asked request
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	if err := decoder.Decode(&asked); err != nil {
		return map[string]any{"broken": err.Error()}
	}
	for name, value := range asked.Env {
		asked.Env[name] = natural(value)
	}
	known, ok := operations[asked.Op]
	if !ok {
		return map[string]any{"broken": "no such operation: " + asked.Op}
	}
	defer func() {
		if problem := recover(); problem != nil {
			found = map[string]any{"error": fmt.Sprintf("panic: %v", problem)}
		}
	}()
	result, err := known(asked)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"result": result}
}

// natural makes ints and floats of JSON's numbers, as a variable has them.
func natural(value any) any {
	switch value := value.(type) {
	case json.Number:
		if whole, err := value.Int64(); err == nil {
			return int(whole)
		}
		number, _ := value.Float64()
		return number
	case []any:
		for index, item := range value {
			value[index] = natural(item)
		}
	case map[string]any:
		for key, item := range value {
			value[key] = natural(item)
		}
	}
	return value
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		done := make(chan map[string]any, 1)
		go func() { done <- answer(line) }()
		var found map[string]any
		select {
		case found = <-done:
		case <-time.After(3 * time.Second):
			found = map[string]any{"slow": true}
		}
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(found); err != nil {
			_ = encoder.Encode(map[string]any{"broken": err.Error()})
		}
		out.Flush()
	}
}
