package main

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/itchyny/gojq"
	kubepath "k8s.io/client-go/util/jsonpath"
)

// kubectlPath prints what kubectl get -o jsonpath=… prints.
func kubectlPath(asked request) (any, error) {
	// An object of unknown type is decoded with whole numbers as integers.
	decoder := json.NewDecoder(bytes.NewReader(asked.Data))
	decoder.UseNumber()
	var data any
	if err := decoder.Decode(&data); err != nil {
		return nil, err
	}
	path := kubepath.New("out")
	if err := path.Parse(asked.Text); err != nil {
		return nil, err
	}
	path.AllowMissingKeys(true)
	var out bytes.Buffer
	if err := path.Execute(&out, wide(natural(data))); err != nil {
		return nil, err
	}
	return out.String(), nil
}

// wide makes whole numbers int64, which is what Kubernetes' decoder makes of them.
func wide(value any) any {
	switch value := value.(type) {
	case int:
		return int64(value)
	case []any:
		for index, item := range value {
			value[index] = wide(item)
		}
	case map[string]any:
		for key, item := range value {
			value[key] = wide(item)
		}
	}
	return value
}

// jqFilter gives what Argo stores: texts as they are, anything else as JSON, one to a line.
func jqFilter(asked request) (any, error) {
	var data any
	if err := json.Unmarshal(asked.Data, &data); err != nil {
		return nil, err
	}
	query, err := gojq.Parse(asked.Text)
	if err != nil {
		return nil, err
	}
	var lines []string
	results := query.Run(data)
	for {
		value, more := results.Next()
		if !more {
			return strings.TrimSpace(strings.Join(lines, "\n")), nil
		}
		if err, failed := value.(error); failed {
			return nil, err
		}
		if text, ok := value.(string); ok {
			lines = append(lines, text)
			continue
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		lines = append(lines, string(text))
	}
}
