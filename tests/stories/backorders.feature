Feature: A part that is not in stock is never lost

  Background:
    Given Repco sells us CAB-220 for 60.00, and we sell it for 100.00 plus GST
    And Miller uses backorders
    And Jones uses backorders

  Scenario: The whole cycle, from the short line to the invoiced arrival
    Given 2 CAB-220 are on the shelf
    When Miller orders 5 CAB-220
    Then we are asked "CAB-220: 2 available of 5. Put 3 on backorder?"
    When we answer "yes"
    Then the invoice is 220.00 with GST 20.00, and 3 are on backorder
    When we get the backorders into a stock order to Repco
    Then 3 CAB-220 are on order
    And getting the backorders again proposes nothing
    When Repco's invoice brings 3 CAB-220
    Then backorders have been filled: 3 CAB-220 for Miller
    And ready to invoice are 3 CAB-220 for Miller
    When we invoice what is ready for Miller
    Then the invoice is 330.00 with GST 30.00, and 0 are on backorder
    And nobody waits for CAB-220
    And the books hold

  Scenario: Two customers wait for one part, and the one who waits longest is first
    Given 0 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And Jones orders 3 CAB-220 and waits for what is missing
    And we get the backorders into a stock order to Repco
    Then 8 CAB-220 are on order
    When Repco's invoice brings 6 CAB-220
    Then backorders have been filled: 5 CAB-220 for Miller
    And backorders have been filled: 1 CAB-220 for Jones
    And 2 CAB-220 are on order
    And the books hold

  Scenario: The supplier delivers short, and the rest stays on order
    Given 0 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And we get the backorders into a stock order to Repco
    And Repco's invoice brings 2 CAB-220
    Then ready to invoice are 2 CAB-220 for Miller
    And 3 CAB-220 are on order
    And getting the backorders again proposes nothing
    And the books hold

  Scenario: The supplier delivers short and will not send the rest, so it has to be ordered again
    Given 0 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And we get the backorders into a stock order to Repco
    And Repco's invoice brings 2 CAB-220, and the remainder is closed
    Then 0 CAB-220 are on order
    And getting the backorders again proposes 3 CAB-220
    And the books hold

  Scenario: The customer no longer wants it, and the next one in the queue gets it
    Given 0 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And Jones orders 3 CAB-220 and waits for what is missing
    And we get the backorders into a stock order to Repco
    And Repco's invoice brings 5 CAB-220
    And Miller no longer wants 2 of the CAB-220, because "bought elsewhere"
    Then ready to invoice are 3 CAB-220 for Miller
    And ready to invoice are 2 CAB-220 for Jones
    And the books hold

  Scenario: What is cancelled while it is on order is left alone with the supplier, and named
    Given 0 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And we get the backorders into a stock order to Repco
    And Miller no longer wants 5 of the CAB-220, because "sold the truck"
    Then we are told "5 CAB-220 cancelled. Left alone with the supplier: stock order 10001 (5 outstanding)."
    When Repco's invoice brings 5 CAB-220
    Then nobody waits for CAB-220
    And 5 CAB-220 are free on the shelf
    And the books hold

  Scenario: A part arrives in two halves, and each half is invoiced at the agreed price
    Given 0 CAB-220 are on the shelf
    When Miller orders 4 CAB-220 and waits for what is missing
    And we get the backorders into a stock order to Repco
    And Repco's invoice brings 2 CAB-220
    And the price of CAB-220 becomes 150.00
    And we invoice what is ready for Miller
    Then the invoice is 220.00 with GST 20.00, and 0 are on backorder
    When Repco's invoice brings 2 CAB-220
    And we invoice what is ready for Miller
    Then the invoice is 220.00 with GST 20.00, and 0 are on backorder
    And nobody waits for CAB-220
    And the books hold

  Scenario: A customer who takes complete orders only waits for the last piece
    Given 0 CAB-220 are on the shelf
    And Miller takes complete lines only
    When Miller orders 4 CAB-220 and waits for what is missing
    And we get the backorders into a stock order to Repco
    And Repco's invoice brings 3 CAB-220
    Then nothing is ready to invoice
    When Repco's invoice brings 1 CAB-220
    Then ready to invoice are 4 CAB-220 for Miller
    And the books hold

  Scenario: A customer without backorders gets what is there, and the rest is a lost sale
    Given 2 CAB-220 are on the shelf
    And Smith does not use backorders
    When Smith orders 5 CAB-220
    Then we are asked "CAB-220: only 2 of 5 can be supplied now. Supply 2 and cancel the rest?"
    When we answer "yes"
    Then the invoice is 220.00 with GST 20.00, and 0 are on backorder
    And a lost sale of 3 CAB-220 is recorded because of "no stock"
    And the books hold

  Scenario: An order kept on the books is filled on its own line
    Given 2 CAB-220 are on the shelf
    When Miller has an order of 5 CAB-220 kept on the books
    Then 0 CAB-220 are free on the shelf
    When we get the backorders into a stock order to Repco
    And Repco's invoice brings 3 CAB-220
    And we recall Miller's order, move what is ready, and finalise it
    Then the invoice is 550.00 with GST 50.00, and 0 are on backorder
    And nobody waits for CAB-220
    And the books hold
