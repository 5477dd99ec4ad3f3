package studio

import (
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

// openTrade lends the trading part what it may not take for itself.
func (s *Studio) openTrade() {
	s.Trade = trade.New(trade.Lent{
		Store: s.store, Now: s.o.Now, NewID: s.o.NewID, Commit: s.commit, Tell: s.Tell, Emit: s.o.Emit, Keep: s.own.Keep,
		Poster:  func(c taglane.Clip) string { return s.posterID(c, s.cache.Of(c.Fingerprint)) },
		Connect: s.access.Connector,
	})
}
