import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.LocalTime;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** Event streams of plain servlets, in an embedded Tomcat. */
public class Main {
  private static final int LAST = 10_000;

  public static void main(String[] arguments) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", null);
    add(context, "/events", new Numbers());
    add(context, "/time", new Time());
    add(context, "/mistake", new Mistake());
    tomcat.start();
    tomcat.getServer().await();
  }

  private static void add(Context context, String path, HttpServlet servlet) {
    Tomcat.addServlet(context, path, servlet);
    context.addServletMappingDecoded(path, path);
  }

  /** What a page of another origin needs to send Authorization and Last-Event-ID. */
  private abstract static class Stream extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      response.setHeader("Access-Control-Allow-Origin", System.getenv("ORIGIN"));
      response.setHeader("Access-Control-Allow-Headers", "Authorization, Last-Event-ID");
      response.setHeader("Access-Control-Max-Age", "600");
      if (request.getMethod().equals("OPTIONS")) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      } else if (!("Bearer " + System.getenv("TOKEN")).equals(request.getHeader("Authorization"))) {
        response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
      } else {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        super.service(request, response);
      }
    }
  }

  /** Numbered events, resumed by Last-Event-ID. */
  private static final class Numbers extends Stream {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
      String seen = request.getHeader("Last-Event-ID");
      PrintWriter out = response.getWriter();
      int n = seen == null ? 0 : Integer.parseInt(seen);
      while (n < LAST && !out.checkError()) {
        n += 1;
        out.print("id: " + n + "\ndata: {\"n\":" + n + "}\n\n");
      }
      // A comment from time to time; it also shows whether anybody still listens. checkError() flushes.
      while (!out.checkError()) {
        sleep(1000);
        out.print(":\n\n");
      }
    }
  }

  /** One event, and the end: the client comes back every five seconds. */
  private static final class Time extends Stream {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
      response.getWriter().print("retry: 5000\ndata: " + LocalTime.now() + "\n\n");
    }
  }

  /** The classic mistake: "cur-time" is no field of the standard, so there is no event. */
  private static final class Mistake extends Stream {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
      PrintWriter out = response.getWriter();
      while (!out.checkError()) {
        out.print("cur-time : " + LocalTime.now() + "\n\n");
        sleep(200);
      }
    }
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException exception) {
      Thread.currentThread().interrupt();
    }
  }
}
