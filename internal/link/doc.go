// Package link carries lines between a controller and an agent over a stream that may break and be replaced: each
// line arrives once and in order, wherever and however often the stream is cut. Lines are numbered, checksummed,
// acknowledged, and kept until acknowledged. The package knows neither the content of the lines nor containers.
//
// The controller has the near end: it pings, detects a silent stream, and replaces it. The agent has the far end. Its
// input and output stay the same for its whole life, and it cannot tell whether its output is read.
package link
