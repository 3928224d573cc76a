package chaos

import (
	"errors"
	"fmt"
	"reflect"

	"firedrill/internal/quantity"
)

// setNumber reads a number, by the grammar of all numbers that people write.
func setNumber(v reflect.Value, text string) error {
	switch typeName(v.Type()) {
	case "integer":
		n, err := quantity.Int(text)
		if err != nil || v.OverflowInt(n) {
			return errors.New("not a whole number")
		}
		v.SetInt(n)
	case "number":
		n, err := quantity.Number(text)
		if err != nil {
			return errors.New("not a number such as 20 or 0.5")
		}
		v.SetFloat(n)
	case "duration":
		d, err := quantity.Duration(text)
		if err != nil {
			return errors.New("not a duration such as 500ms or 2s")
		}
		v.SetInt(int64(d))
	}
	return nil
}

// VisitRate is visits a second. Its zero value asks for none of its own.
type VisitRate float64

// UnmarshalText reads a rate such as 200/s.
func (r *VisitRate) UnmarshalText(text []byte) error {
	n, err := quantity.Rate(string(text))
	if err != nil {
		return errors.New("not a rate such as 200/s")
	}
	*r = VisitRate(n)
	return nil
}

// BitRate is bits a second.
type BitRate int64

// UnmarshalText reads a rate such as 10mbit.
func (r *BitRate) UnmarshalText(text []byte) error {
	n, err := quantity.BitRate(string(text))
	if err != nil {
		return errors.New("not a rate such as 512kbit or 10mbit")
	}
	*r = BitRate(n)
	return nil
}

// amount is a number of any type, to be compared with others of its type. All bounds are small enough to be exact.
func amount(v reflect.Value) float64 {
	if v.CanInt() {
		return float64(v.Int())
	}
	return v.Float()
}

// end reads an end of a range.
func end(t reflect.Type, written string) float64 {
	v := reflect.New(t).Elem()
	if err := setValue(v, written); err != nil {
		panic(fmt.Sprintf("chaos: an end of a range is %q, which is %v", written, err))
	}
	return amount(v)
}
