package respond

import (
	"errors"

	"firedrill/internal/source"
)

// Services lists the services of the lab that a word means: "shop" means all replicas. The error is a source.Mistake.
func (d *Desk) Services(word string) ([]string, error) {
	services, known := d.lab.Named(word)
	if len(services) == 0 {
		return nil, source.Unknown("service", word, known)
	}
	return services, nil
}

// Service is the first service that a word means.
func (d *Desk) Service(word string) (string, error) {
	services, err := d.Services(word)
	if err != nil {
		return "", err
	}
	return services[0], nil
}

// Each calls do for each service that a word means, and continues after an error.
func (d *Desk) Each(word string, do func(service string) error) error {
	services, err := d.Services(word)
	for _, s := range services {
		err = errors.Join(err, do(s))
	}
	return err
}
