package class

import "firedrill/internal/oncall"

// News is an event to tell a responder who has joined.
type News string

// Kinds of news.
const (
	Starting News = "starting" // the lab of a round is being started
	Up       News = "up"       // the lab is up
	Paged    News = "paged"
	Over     News = "over" // the round accepts no further actions
	Scored   News = "scored"
	Done     News = "done" // there is no further round
)

// Since returns the events between two views, in order. Start with the zero value.
func Since(before, after oncall.View) []News {
	same := before.Drill == after.Drill
	var all []News
	add := func(n News, when bool) {
		if when {
			all = append(all, n)
		}
	}
	add(Scored, after.Debrief != "" && after.Debrief != before.Debrief && before.Drill > 0)
	add(Starting, !same && after.Stage == "" && !after.Done)
	add(Up, after.Stage != "" && (!same || before.Stage == ""))
	add(Paged, after.Page != "" && (!same || before.Page == "" || !after.PagedAt.Equal(before.PagedAt)))
	add(Over, ended(after.Stage) && (!same || !ended(before.Stage)))
	add(Done, after.Done && !before.Done)
	return all
}

func ended(stage string) bool {
	return stage == oncall.StageResolved || stage == oncall.StageGaveUp || stage == oncall.StageTimedOut
}
