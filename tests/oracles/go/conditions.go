package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/Knetic/govaluate"
	"github.com/tidwall/gjson"
	"k8s.io/apimachinery/pkg/labels"
)

// when evaluates a condition whose tags were replaced: every bare word is a text.
func when(asked request) (any, error) {
	text := asked.Text
	if text == "" {
		return true, nil
	}
	expression, err := govaluate.NewEvaluableExpression(text)
	if err != nil {
		hint := ""
		if strings.Contains(err.Error(), "Invalid token") {
			hint = " (hint: try wrapping the affected expression in quotes (\"))"
		}
		return nil, fmt.Errorf("Invalid 'when' expression '%s': %v%s", text, err, hint)
	}
	tokens := expression.Tokens()
	for index := range tokens {
		if tokens[index].Kind == govaluate.VARIABLE {
			tokens[index].Kind = govaluate.STRING
		}
	}
	expression, err = govaluate.NewEvaluableExpressionFromTokens(tokens)
	if err != nil {
		return nil, fmt.Errorf("Failed to parse 'when' expression '%s': %v", text, err)
	}
	value, err := expression.Evaluate(nil)
	if err != nil {
		return nil, fmt.Errorf("Failed to evaluate 'when' expresion '%s': %v", text, err)
	}
	truth, ok := value.(bool)
	if !ok {
		return nil, fmt.Errorf("Expected boolean evaluation for '%s'. Got %v", text, value)
	}
	return truth, nil
}

type object []byte

func (o object) Has(path string) bool              { return gjson.GetBytes(o, path).Exists() }
func (o object) Get(path string) string            { return gjson.GetBytes(o, path).String() }
func (o object) Lookup(path string) (string, bool) { return o.Get(path), o.Has(path) }
func requirements(text string) (labels.Requirements, error) {
	parsed, err := labels.Parse(text)
	if err != nil {
		return nil, err
	}
	found, _ := parsed.Requirements()
	return found, nil
}

// selector tells of every requirement whether it holds of an object, and how messages print it.
func selector(asked request) (any, error) {
	found, err := requirements(asked.Text)
	if err != nil {
		return nil, err
	}
	answers := []any{}
	for _, one := range found {
		answers = append(answers, map[string]any{"holds": one.Matches(object(asked.Data)), "printed": fmt.Sprintf("%s", one)})
	}
	return answers, nil
}

// gjsonPath gives what stands under a path: whether anything does, and its text.
func gjsonPath(asked request) (any, error) {
	if !json.Valid(asked.Data) {
		return nil, fmt.Errorf("not JSON")
	}
	found := gjson.GetBytes(asked.Data, asked.Text)
	return map[string]any{"exists": found.Exists(), "text": found.String()}, nil
}
