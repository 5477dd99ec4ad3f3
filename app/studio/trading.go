package studio

import (
	"context"
	"time"

	"taglane/app/taglane"
	"taglane/app/trade"
	"taglane/app/work"
)

// What crosses to a screen of what is traded.
type (
	Product       = trade.Product
	ProductFields = trade.ProductFields
	Removed       = trade.Removed
	ProductPage   = trade.ProductPage
	Listing       = trade.Listing
	FoundListings = trade.Found
	Source        = trade.Source
	FileLook      = trade.FileLook
	FileHeader    = trade.FileHeader
	FileColumn    = trade.FileColumn
	FileAnswers   = trade.FileAnswers
	FileReport    = trade.FileReport
	Pictures      = trade.Pictures
	Taking        = trade.Taking
	Likely        = trade.Likely
	Link          = trade.Link
	LinkReading   = trade.Reading
	LinkAudit     = trade.Audit
	Program       = trade.Program
	Trouble       = trade.Trouble
	SwapDecision  = trade.Decision
	Looks         = trade.Looks
	Looked        = trade.Looked
	ReplacePlan   = trade.ReplacePlan
	Launch        = trade.Launch
	Insights      = trade.Insights
	ClipInsights  = trade.ClipInsights
	Export        = trade.Export
	UTM           = trade.UTM
	UTMPage       = trade.UTMPage
)

// figuresEvery is how often places and networks are asked by themselves. Some
// networks tell nobody of what is older than a month.
const figuresEvery = 12 * time.Hour

// lookAfterFigures asks for figures now and then, while there is anybody to ask.
// What went wrong is shown beside them.
func (s *Studio) lookAfterFigures() {
	for {
		select {
		case <-s.life.Done():
			return
		case <-s.o.After(figuresEvery):
		}
		if err := s.RenewInsights(s.life); err != nil && s.life.Err() == nil {
			s.logged(err)
		}
	}
}

// lookAround lets the radar look by itself.
func (s *Studio) lookAround() {
	s.KeepLooking(s.life, s.o.After, func(err error) { _ = s.logged(err) })
}

// openTrade lends the trading part what it may not take for itself.
func (s *Studio) openTrade() {
	s.Trade = trade.New(trade.Lent{
		Store: s.store, Now: s.o.Now, NewID: s.o.NewID, Person: s.o.Person, Commit: s.commit, Tell: s.Tell, Emit: s.o.Emit, Keep: s.own.Keep,
		Poster:  func(c taglane.Clip) string { return s.posterID(c, s.cache.Of(c.Fingerprint)) },
		Connect: s.access.Connector,
		Wish:    func(ctx context.Context, name string) (string, error) { return s.store.Setting(ctx, personal+name) },
		MayAsk:  func() bool { return s.network.now() != "" && !s.outbox.Paused() },
		Closing: func() bool { return s.life.Err() != nil },
		Behind: func(name string, do func(context.Context, *work.Desk) error) {
			id := s.o.NewID()
			s.work.Add(work.Task{ID: id, Of: id, Name: name, Doing: "waiting", Steps: []work.Step{{Rank: rankExport, Do: do}}})
		},
	})
}
