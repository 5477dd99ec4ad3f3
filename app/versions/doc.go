// Package versions holds the verbs about the cuts of a clip: which there are, how
// a new one follows from the one before, what goes with the footage and what is
// left behind, and where two of them show the same moment.
//
// It refuses to know how frames are found again, which is conform's, and how
// anything is published. Whether a cut was approved is told to it.
//
// The one surprising decision: a comment is never moved. It keeps the frames it
// was made on and says on which cut that was; where it lies on another is reckoned
// each time from how the cuts follow from each other. So what a teammate said
// meanwhile about an older cut finds its place as well, and taking the new cut
// back needs to remember nothing. Tags are moved, since everything that publishes
// them reads them as they stand.
package versions
