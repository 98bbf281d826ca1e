package main

import (
	"testing"

	"example.com/app/internal/testkit"
)

func TestKit(t *testing.T) { testkit.Log(t) }
