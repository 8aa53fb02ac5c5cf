// An event stream with net/http: numbered events, resumed by Last-Event-ID.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"
)

const last = 10_000

func main() {
	http.HandleFunc("GET /events", events)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), cors(http.DefaultServeMux)))
}

func events(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+os.Getenv("TOKEN") {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w).Flush

	// So that the page sees at once that it is connected.
	fmt.Fprint(w, ":\n\n")
	flush()
	seen, _ := strconv.Atoi(r.Header.Get("Last-Event-ID"))
	for n := seen + 1; n <= last && r.Context().Err() == nil; n++ {
		fmt.Fprintf(w, "id: %d\ndata: {\"n\":%d}\n\n", n, n)
		flush()
	}
	heartbeat := time.NewTicker(15 * time.Second)
	defer heartbeat.Stop()
	for {
		select {
		case <-heartbeat.C:
			fmt.Fprint(w, ":\n\n")
			flush()
		case <-r.Context().Done():
			return
		}
	}
}

// What a page of another origin needs to send Authorization and Last-Event-ID.
func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", os.Getenv("ORIGIN"))
		w.Header().Set("Access-Control-Allow-Headers", "Authorization, Last-Event-ID")
		w.Header().Set("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate")
		w.Header().Set("Access-Control-Max-Age", "600")
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
