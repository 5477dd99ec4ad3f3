// Package notes holds the verbs about what people say of a clip: comments, who
// says them, and verdicts on a draft that its project asks for before it is
// published.
//
// It refuses to know what a clip's file is, how anything is published, and how
// words come from another machine: a draft is handed to it, and a comment that
// was merged in is a row like its own.
//
// The one surprising decision: a verdict is about a digest, not about a clip.
// Nothing is ever marked as approved, so no edit has to remember to take an
// approval away; whoever asks reckons the digest anew and counts those who said
// yes to exactly that one.
package notes
