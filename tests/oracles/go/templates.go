package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/parser"
	"github.com/valyala/fasttemplate"
)

// replace does to JSON text what Argo's templating does: simple tags by name, tags that begin with = as expressions.
// Which names an expression misses is not looked at here, so expressions are compared where everything may stay as it is, or
// where everything must resolve.
func replace(asked request) (any, error) {
	if !json.Valid([]byte(asked.Text)) {
		return nil, errors.New("cannot do template replacements with invalid JSON")
	}
	template, err := fasttemplate.NewTemplate(asked.Text, "{{", "}}")
	if err != nil {
		return nil, err
	}
	env := environment(asked.Env)
	var out strings.Builder
	_, err = template.ExecuteFunc(&out, func(w io.Writer, tag string) (int, error) {
		if strings.HasPrefix(tag, "=") {
			return expressionTag(w, tag[1:], env, asked)
		}
		return simpleTag(w, tag, asked)
	})
	if err != nil {
		return nil, err
	}
	if !json.Valid([]byte(out.String())) {
		return nil, errors.New("cannot finish template replacement because the result was invalid JSON")
	}
	return out.String(), nil
}

func inner(text string) string {
	quoted := strconv.Quote(text)
	return quoted[1 : len(quoted)-1]
}

func simpleTag(w io.Writer, tag string, asked request) (int, error) {
	key := strings.TrimSpace(tag)
	value, known := asked.Env[key]
	if !known {
		return unknownTag(w, tag, key, asked)
	}
	if value == nil {
		return 0, fmt.Errorf("unable to substitute {{%s}}: output is an absent optional", key)
	}
	text, ok := value.(string)
	if !ok {
		return 0, fmt.Errorf("failed to resolve {{%s}} to string", tag)
	}
	return io.WriteString(w, inner(text))
}

func unknownTag(w io.Writer, tag, key string, asked request) (int, error) {
	if at := strings.LastIndex(tag, "{{"); at > 0 {
		if text, ok := asked.Env[tag[at+2:]].(string); ok {
			return io.WriteString(w, "{{"+tag[:at]+inner(text))
		}
	}
	demanded := !asked.Allow && len(asked.Strict) == 0
	for _, prefix := range asked.Strict {
		if (key == prefix || strings.HasPrefix(key, prefix+".")) && !strings.Contains(key, ".outputs.artifacts.") {
			demanded = true
		}
	}
	if demanded {
		return 0, fmt.Errorf("failed to resolve {{%s}}", tag)
	}
	return io.WriteString(w, "{{"+tag+"}}")
}

func expressionTag(w io.Writer, escaped string, env map[string]any, asked request) (int, error) {
	var text string
	if err := json.Unmarshal([]byte(`"`+escaped+`"`), &text); err != nil {
		return 0, fmt.Errorf("failed to unmarshall JSON expression: %w", err)
	}
	if _, err := parser.Parse(text); err != nil {
		return 0, fmt.Errorf("failed to evaluate expression: %w", err)
	}
	value, err := run(text, env)
	if (err != nil || value == nil) && asked.Allow {
		return io.WriteString(w, "{{="+escaped+"}}")
	}
	if err == nil && value == nil {
		err = fmt.Errorf("failed to evaluate expression %q", escaped)
	}
	if err != nil {
		return 0, err
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return 0, err
	}
	if len(encoded) > 1 && encoded[0] == '"' && encoded[len(encoded)-1] == '"' {
		return w.Write(encoded[1 : len(encoded)-1])
	}
	return io.WriteString(w, inner(string(encoded)))
}
