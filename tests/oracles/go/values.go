package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode"

	"github.com/robfig/cron/v3"
	"k8s.io/apimachinery/pkg/api/resource"
)

// argoDuration is read as most of Argo's fields are: whole seconds, or Go's notation. Nanoseconds, as text.
func argoDuration(asked request) (any, error) {
	if seconds, err := strconv.Atoi(asked.Text); err == nil {
		return strconv.FormatInt((time.Duration(seconds) * time.Second).Nanoseconds(), 10), nil
	}
	return duration(asked)
}

// intOrString is what Argo makes of a number in a text, and what is left of it in 32 bits.
func intOrString(asked request) (any, error) {
	found, err := strconv.Atoi(asked.Text)
	if err != nil {
		return nil, err
	}
	return map[string]any{"int": strconv.Itoa(found), "int32": int32(found)}, nil
}

// duration is Go's notation. Nanoseconds, as text.
func duration(asked request) (any, error) {
	found, err := time.ParseDuration(asked.Text)
	if err != nil {
		return nil, err
	}
	return strconv.FormatInt(found.Nanoseconds(), 10), nil
}

// quantity gives a quantity's exact value, as a decimal number, and its canonical text.
func quantity(asked request) (any, error) {
	found, err := resource.ParseQuantity(asked.Text)
	if err != nil {
		return nil, err
	}
	return map[string]any{"decimal": found.AsDec().String(), "canonical": found.String()}, nil
}

func printf(asked request) (any, error) {
	return fmt.Sprintf(asked.Text, int(asked.Number)), nil
}

// cronTimes gives the next firing times after start, as the seconds of the epoch.
func cronTimes(asked request) (any, error) {
	schedule, err := cron.ParseStandard(asked.Text)
	if err != nil {
		return nil, err
	}
	here, err := time.Parse(time.RFC3339, asked.Start)
	if err != nil {
		return nil, err
	}
	here = here.UTC()
	found := []string{}
	for len(found) < asked.Count {
		here = schedule.Next(here)
		if here.IsZero() {
			break
		}
		found = append(found, here.Format(time.RFC3339Nano))
	}
	return found, nil
}

func floats(asked request) (any, error) {
	number, err := strconv.ParseFloat(asked.Text, 64)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(number)
	if err != nil {
		return nil, err
	}
	return map[string]any{"json": string(text), "printed": fmt.Sprintf("%v", number)}, nil
}

// goJSON decodes JSON and writes it again.
func goJSON(asked request) (any, error) {
	var value any
	if err := json.Unmarshal([]byte(asked.Text), &value); err != nil {
		return nil, err
	}
	text, err := json.Marshal(value)
	return string(text), err
}

// printables are the code points at which strconv.IsPrint changes.
func printables(request) (any, error) {
	turns := []rune{}
	before := false
	for code := rune(0); code <= unicode.MaxRune; code++ {
		if strconv.IsPrint(code) != before {
			before = !before
			turns = append(turns, code)
		}
	}
	return turns, nil
}

func quoted(asked request) (any, error) {
	return strconv.Quote(asked.Text), nil
}
