# Two commands matter: `make run` opens the studio, `make test` checks all of it. Each installs what it needs.
TAGS := sqlite_fts5
WINDOW := desktop,production,webkit2_41,$(TAGS)

.PHONY: run test app twin frontend unit race e2e looks book bench test-faults test-attacks lint package sample clean

run:       ; @build/install run && $(MAKE) --no-print-directory app && build/open
test:      ; @build/install test && build/test
app:       frontend ; @go build -tags $(WINDOW) -ldflags "-w -s" -o out/taglane .
twin:      frontend ; @go build -tags $(TAGS) -o out/taglane-nowindow .
frontend:  ; @cd frontend && ../build/modules && npx vite build --logLevel warn
unit:      ; @go vet -tags $(TAGS) ./... && go test -tags $(TAGS) ./...
race:      ; @build/install test && go test -race -timeout 40m -tags $(TAGS) ./...
e2e:       ; @build/test e2e
looks:     twin ; @node frontend/e2e/states.mjs out/taglane-nowindow
book:      twin ; @node frontend/e2e/book.mjs out/taglane-nowindow
bench:     ; @build/install bench && build/bench $(PARTS)
test-faults:  ; @build/install faults && build/test-faults
test-attacks: ; @build/install test && build/test-attacks
lint:      ; @build/install run && build/lint
package:   ; @build/package/$(or $(for),deb)
sample:    ; @node build/sample/make.mjs
clean:     ; @rm -rf out frontend/dist/assets frontend/dist/index.html
