// Package bench holds what reading video costs against what other programs
// spend on the same files, on the same machine, in one run: `make bench PARTS=media`.
//
// It refuses to know how media works inside: it opens a file and derives from
// it as the studio does, and judges the files that come out.
//
// The one surprising decision: no figure is printed in seconds alone, and none
// before the pictures are proved right. A second depends on the machine and a
// quick answer may be a wrong one, so every verdict is a ratio, taken turn by
// turn, and the first tile that shows another frame than its label ends the run.
package bench
