package tiktok

import "taglane/app/platform"

// plan is how a clip is cut. Nobody says whether TikTok's MB are decimal, so
// every figure lies inside both readings.
type plan struct {
	piece    int64 // of all but the last
	least    int64 // bytes of a piece, other than the last
	most     int64
	lastMost int64
}

var cut = plan{piece: 10_000_000, least: 5_242_880, most: 64_000_000, lastMost: 128_000_000}

// piecesMost is how many pieces an upload may have.
const piecesMost = 1000

// of is the announced size and number of pieces. A clip smaller than two
// pieces goes whole; otherwise the last one carries the rest.
func (p plan) of(size int64) (chunk, count int64) {
	if size < 2*p.piece {
		return size, 1
	}
	return p.piece, size / p.piece
}

// fits says whether TikTok takes n bytes at off of so many at all.
func (p plan) fits(off, n, size int64) bool {
	switch {
	case off < 0 || n <= 0 || off+n > size:
		return false
	case off+n == size:
		return n <= p.lastMost
	}
	return n >= p.least && n <= p.most
}

// pieces tells whoever sends to cut as was announced: two pieces are never
// sent as one, and what is left below two goes at once.
func (p plan) pieces(c platform.Capabilities) platform.Capabilities {
	c.ChunkMin, c.ChunkMultiple, c.ChunkMax, c.ChunksMax = p.piece, p.piece, 2*p.piece, piecesMost
	return c
}
