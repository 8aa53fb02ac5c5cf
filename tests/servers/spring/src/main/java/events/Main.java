package events;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Event streams with Spring Boot's SseEmitter. */
@SpringBootApplication
@RestController
public class Main {
  private static final int LAST = 10_000;

  private final Map<String, SseEmitter> emitters = new ConcurrentHashMap<>();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  public static void main(String[] arguments) {
    SpringApplication.run(Main.class, arguments);
  }

  /** What a page of another origin needs: with credentials the origin is named, "*" does not do. */
  @Bean
  WebMvcConfigurer cors() {
    return new WebMvcConfigurer() {
      @Override
      public void addCorsMappings(CorsRegistry registry) {
        registry
            .addMapping("/**")
            .allowedOrigins(System.getenv("ORIGIN"))
            .allowedHeaders("Authorization", "Last-Event-ID")
            .exposedHeaders("Retry-After", "WWW-Authenticate")
            .allowCredentials(true);
      }
    };
  }

  @ModelAttribute
  void authorize(HttpServletRequest request) {
    if (!("Bearer " + System.getenv("TOKEN")).equals(request.getHeader("Authorization"))) {
      throw new ResponseStatusException(HttpStatus.UNAUTHORIZED);
    }
  }

  /** Numbered events, resumed by Last-Event-ID. */
  @GetMapping("/events")
  SseEmitter events(@RequestHeader(name = "Last-Event-ID", defaultValue = "0") int seen) {
    SseEmitter emitter = new SseEmitter(0L);
    executor.execute(
        () -> {
          try {
            for (int n = seen + 1; n <= LAST; n += 1) {
              emitter.send(SseEmitter.event().id(Integer.toString(n)).name("psh").data(Map.of("n", n)));
            }
          } catch (IOException | IllegalStateException exception) {
            // The page is gone.
          }
        });
    return emitter;
  }

  /** Without a time-out, and without a byte before the first event: the page's `open` waits for it. */
  @GetMapping("/connect/{username}")
  SseEmitter connect(@PathVariable String username) {
    return keep(username, new SseEmitter(0L));
  }

  /** Ends by itself: the client comes back. */
  @GetMapping("/connect-briefly/{username}")
  SseEmitter connectBriefly(@PathVariable String username) {
    return keep(username, new SseEmitter(1000L));
  }

  private SseEmitter keep(String username, SseEmitter emitter) {
    emitter.onCompletion(() -> emitters.remove(username, emitter));
    emitters.put(username, emitter);
    return emitter;
  }

  @PostMapping("/send/{username}")
  boolean send(@PathVariable String username, @RequestBody String text) throws IOException {
    SseEmitter emitter = emitters.get(username);
    if (emitter != null) {
      emitter.send(SseEmitter.event().name("psh").data(text));
    }
    return emitter != null;
  }

  @PostMapping("/sendAll")
  int sendAll(@RequestBody String text) throws IOException {
    for (SseEmitter emitter : emitters.values()) {
      emitter.send(SseEmitter.event().name("psh").data(text));
    }
    return emitters.size();
  }

  @PostMapping("/complete/{username}")
  void complete(@PathVariable String username) {
    emitters.get(username).complete();
  }
}
