// An event stream with github.com/r3labs/sse: it numbers the events, and replays them by Last-Event-ID.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/r3labs/sse/v2"
)

const last = 10_000

func main() {
	server := sse.New()
	server.Headers["Access-Control-Allow-Origin"] = os.Getenv("ORIGIN")
	server.CreateStream("numbers")
	go func() {
		for n := 1; n <= last; n++ {
			server.Publish("numbers", &sse.Event{Data: []byte(fmt.Sprintf(`{"n":%d}`, n))})
		}
	}()
	http.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+os.Getenv("TOKEN") {
			w.Header().Set("Access-Control-Allow-Origin", os.Getenv("ORIGIN"))
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		server.ServeHTTP(w, r)
	})
	http.HandleFunc("OPTIONS /events", preflight)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}

// What a page of another origin needs to send Authorization and Last-Event-ID.
func preflight(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", os.Getenv("ORIGIN"))
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Last-Event-ID")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}
