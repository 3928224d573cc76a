package respond_test

import (
	"os"
	"testing"

	"firedrill/internal/labtest"
)

func TestMain(m *testing.M) { os.Exit(labtest.Main(m)) }
