Feature: A deposit is taken for what is not in stock, and the final invoice reconciles it

  Background:
    Given Repco sells us CAB-220 for 60.00, and we sell it for 100.00 plus GST
    And Miller uses backorders

  Scenario: The full price is paid at once, and the goods that come later cost nothing more
    Given the shop always charges deposits
    And 2 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    Then the invoice is 550.00 with GST 50.00, and 3 are on backorder
    And deposits of 300.00 and GST 30.00 are held
    And Miller owes 550.00, and GST of 50.00 is due
    When we get the backorders into a stock order to Repco
    And Repco's invoice brings 1 CAB-220
    And we invoice what is ready for Miller
    Then the invoice is 0.00 with GST 0.00, and 0 are on backorder
    And deposits of 200.00 and GST 20.00 are held
    When Repco's invoice brings 2 CAB-220
    And we invoice what is ready for Miller
    Then the invoice is 0.00 with GST 0.00, and 0 are on backorder
    And deposits of 0.00 and GST 0.00 are held
    And Miller owes 550.00, and GST of 50.00 is due
    And 0 CAB-220 are free on the shelf
    And the books hold

  Scenario: Half the price is paid at once, the rest when the goods come
    Given the shop always charges deposits of 50.00 percent
    And 2 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    Then the invoice is 385.00 with GST 35.00, and 3 are on backorder
    When we get the backorders into a stock order to Repco
    And Repco's invoice brings 3 CAB-220
    And we invoice what is ready for Miller
    Then the invoice is 165.00 with GST 15.00, and 0 are on backorder
    And Miller owes 550.00, and GST of 50.00 is due
    And the books hold

  Scenario: A security deposit owes no GST before the goods are supplied
    Given the shop always charges security deposits
    And 2 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    Then the invoice is 550.00 with GST 20.00, and 3 are on backorder
    And Miller owes 550.00, and GST of 20.00 is due
    When we get the backorders into a stock order to Repco
    And Repco's invoice brings 3 CAB-220
    And we invoice what is ready for Miller
    Then the invoice is 0.00 with GST 30.00, and 0 are on backorder
    And Miller owes 550.00, and GST of 50.00 is due
    And the books hold

  Scenario: Nothing is charged in advance
    Given 2 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    Then the invoice is 220.00 with GST 20.00, and 3 are on backorder
    And deposits of 0.00 and GST 0.00 are held
    And Miller owes 220.00, and GST of 20.00 is due
    And the books hold

  Scenario: The customer changes his mind, and the deposit goes back to his account
    Given the shop always charges deposits
    And 2 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And Miller no longer wants 3 of the CAB-220, because "bought elsewhere"
    Then a credit of 330.00 with GST 30.00 is given
    And deposits of 0.00 and GST 0.00 are held
    And Miller owes 220.00, and GST of 20.00 is due
    And nobody waits for CAB-220
    And the books hold

  Scenario: He no longer wants one of them, and the other two come
    Given the shop always charges deposits
    And 2 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And Miller no longer wants 1 of the CAB-220, because "one will do"
    Then a credit of 110.00 with GST 10.00 is given
    When we get the backorders into a stock order to Repco
    And Repco's invoice brings 2 CAB-220
    And we invoice what is ready for Miller
    Then the invoice is 0.00 with GST 0.00, and 0 are on backorder
    And Miller owes 440.00, and GST of 40.00 is due
    And the books hold

  Scenario: A price of thirds, to the last cent
    Given we sell CAB-220 for 33.3333 plus GST
    And the shop always charges deposits
    And 0 CAB-220 are on the shelf
    When Miller orders 3 CAB-220 and waits for what is missing
    Then deposits of 100.00 and GST 10.00 are held
    When we get the backorders into a stock order to Repco
    And Repco's invoice brings 1 CAB-220
    And we invoice what is ready for Miller
    Then the invoice is 0.00 with GST 0.00, and 0 are on backorder
    And deposits of 66.67 and GST 6.67 are held
    When Repco's invoice brings 1 CAB-220
    And we invoice what is ready for Miller
    Then deposits of 33.33 and GST 3.33 are held
    When Repco's invoice brings 1 CAB-220
    And we invoice what is ready for Miller
    Then the invoice is 0.00 with GST 0.00, and 0 are on backorder
    And deposits of 0.00 and GST 0.00 are held
    And the books hold

  Scenario: The wrong part was handed over, it comes back, and the customer waits again in his old place
    Given the shop always charges deposits
    And 2 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And we get the backorders into a stock order to Repco
    And Repco's invoice brings 3 CAB-220
    And we invoice what is ready for Miller
    And Miller brings 3 back to the shelf, and waits for them again
    Then a credit of 0.00 with GST 0.00 is given
    And ready to invoice are 3 CAB-220 for Miller
    And deposits of 300.00 and GST 30.00 are held
    And Miller owes 550.00, and GST of 50.00 is due
    When we invoice what is ready for Miller
    Then the invoice is 0.00 with GST 0.00, and 0 are on backorder
    And the books hold

  Scenario: What was sold is brought back for good
    Given the shop always charges deposits
    And 2 CAB-220 are on the shelf
    When Miller orders 2 CAB-220
    And Miller brings 1 back to the shelf
    Then a credit of 110.00 with GST 10.00 is given
    And 1 CAB-220 are free on the shelf
    And Miller owes 110.00, and GST of 10.00 is due
    And the books hold
