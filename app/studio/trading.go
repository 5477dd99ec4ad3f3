package studio

import (
	"time"

	"taglane/app/taglane"
	"taglane/app/trade"
)

// What crosses to a screen of what is traded.
type (
	Product       = trade.Product
	ProductFields = trade.ProductFields
	ProductPage   = trade.ProductPage
	Listing       = trade.Listing
	FoundListings = trade.Found
	Source        = trade.Source
	FileLook      = trade.FileLook
	FileHeader    = trade.FileHeader
	FileColumn    = trade.FileColumn
	FileAnswers   = trade.FileAnswers
	FileReport    = trade.FileReport
	Likely        = trade.Likely
	Link          = trade.Link
	LinkReading   = trade.Reading
	LinkAudit     = trade.Audit
	Program       = trade.Program
	Trouble       = trade.Trouble
	ReplacePlan   = trade.ReplacePlan
	Launch        = trade.Launch
	Insights      = trade.Insights
	ClipInsights  = trade.ClipInsights
	Export        = trade.Export
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

// openTrade lends the trading part what it may not take for itself.
func (s *Studio) openTrade() {
	s.Trade = trade.New(trade.Lent{
		Store: s.store, Now: s.o.Now, NewID: s.o.NewID, Commit: s.commit, Tell: s.Tell, Emit: s.o.Emit, Keep: s.own.Keep,
		Poster:  func(c taglane.Clip) string { return s.posterID(c, s.cache.Of(c.Fingerprint)) },
		Connect: s.access.Connector,
	})
}
