// Package memory is a platform without a network: the reference every other
// connector is compared with, and a place to try things out.
//
// It refuses to know the clock, the window and what is done with a post.
//
// The one surprising decision: what the far side knows lives apart from the
// connector that asks it, in a folder when the account names one. So a process
// can be killed in the middle of anything and the next one finds the same
// world again, and can count the posts in it.
//
// Account settings shape it:
//
//	dir         a folder to keep the far side in; none: this process only
//	fused       yes: the last chunk publishes
//	repeat      set (usual), answers, unknown or blind: what a second Release does
//	processing  how many times Status says "not ready yet" after the last byte
//	finds       no: a post cannot be found by its key
//	links       late: where a post is to be seen is told later, and only when asked for
//	lacks       ids of products that no post carries, because the catalog lacks them
package memory
