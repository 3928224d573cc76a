package class

import (
	"slices"
	"testing"
	"time"

	"firedrill/internal/oncall"
)

func TestSince_ReturnsNewsBetweenTwoViews(t *testing.T) {
	starting := oncall.View{Drill: 1, Of: 2}
	quiet := oncall.View{Drill: 1, Of: 2, Stage: oncall.StageQuiet}
	paged := oncall.View{Drill: 1, Of: 2, Stage: oncall.StagePaged, Page: "it hangs"}
	acked := oncall.View{Drill: 1, Of: 2, Stage: oncall.StageAcked, Page: "it hangs"}
	awaited := oncall.View{Drill: 1, Of: 2, Stage: oncall.StageQuiet, Page: "it hangs", PagedAt: acked.PagedAt}
	second := oncall.View{Drill: 1, Of: 2, Stage: oncall.StagePaged, Page: "it hangs again", PagedAt: acked.PagedAt.Add(time.Minute)}
	over := oncall.View{Drill: 1, Of: 2, Stage: oncall.StageResolved, Page: "it hangs"}
	next := oncall.View{Drill: 2, Of: 2, Debrief: "90 of 100"}
	nextQuiet := oncall.View{Drill: 2, Of: 2, Stage: oncall.StageQuiet, Debrief: "90 of 100"}
	done := oncall.View{Drill: 2, Of: 2, Debrief: "70 of 100", Done: true}
	tests := map[string]struct {
		before, after oncall.View
		want          []News
	}{
		"joined before the lab is up":     {oncall.View{}, starting, []News{Starting}},
		"the lab is up":                   {starting, quiet, []News{Up}},
		"nothing happened":                {quiet, quiet, nil},
		"the pager":                       {quiet, paged, []News{Paged}},
		"joined after the page":           {oncall.View{}, acked, []News{Up, Paged}},
		"what he did himself":             {paged, acked, nil},
		"the next incident is awaited":    {acked, awaited, nil},
		"the next incident":               {awaited, second, []News{Paged}},
		"the end of a round":              {acked, over, []News{Over}},
		"its score, and the next":         {over, next, []News{Scored, Starting}},
		"joined in the second":            {oncall.View{}, nextQuiet, []News{Up}},
		"a second round that is up soon":  {over, nextQuiet, []News{Scored, Up}},
		"the end of all":                  {oncall.View{Drill: 2, Of: 2, Stage: oncall.StageGaveUp, Page: "x", Debrief: "90 of 100"}, done, []News{Scored, Done}},
		"a class that ended without one":  {starting, oncall.View{Drill: 1, Of: 2, Done: true}, []News{Done}},
		"joined when all was over":        {oncall.View{}, done, []News{Done}},
		"a round that nobody took to end": {acked, next, []News{Scored, Starting}},
	}
	for name, tt := range tests {
		if got := Since(tt.before, tt.after); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
